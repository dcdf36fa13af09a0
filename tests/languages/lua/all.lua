local command = io.read("l")

local function work()
  local a, x, sum = {}, 1, 0
  for i = 0, 999999 do x = x * 16807 % 2147483647; a[i] = x end
  for i = 0, 999999 do sum = sum + a[i] * (i % 3) end
  return sum
end

if command == "sum" then print(io.read("n") + io.read("n"))
elseif command == "echo" then print(io.read("l") .. " → ✓")
elseif command == "work" then print(work())
elseif command == "exit" then os.exit(3)
elseif command == "crash" then error("crash")
elseif command == "spin" then while true do end
elseif command == "hog" then local all = {}; while true do all[#all + 1] = string.rep("x", 1 << 20) .. #all end
elseif command == "flood" then while true do print("flood") end
end
