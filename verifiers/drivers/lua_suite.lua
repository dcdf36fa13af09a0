-- SPDX-License-Identifier: Apache-2.0
-- A suite in the candidate's own process, in one chunk with it, because a local function of the candidate's is
-- visible nowhere else. Lua opens no descriptor by number; a shell passes the channel's bytes on. The nonce is a local
-- variable here, and what could look into local variables is taken away.
local channel_read, channel_write = "head -c %d <&3", "cat >&3"
local popen, exit, pcall, type, tostring, ipairs = io.popen, os.exit, pcall, type, tostring, ipairs
local sub, find, byte, char, format, gsub, pack = string.sub, string.find, string.byte, string.char, string.format,
  string.gsub, string.pack
local match, open, concat, loadfile, package, require = string.match, io.open, table.concat, loadfile, package, require

local function read(n)
  local pipe = popen(format(channel_read, n), "r")
  local bytes = pipe:read("a")
  pipe:close()
  if #bytes ~= n then exit(70) end
  return bytes
end

local popen_write = (function()
  local handle = popen("true", "w")
  local meta = getmetatable(handle).__index
  local write, close = meta.write, meta.close
  close(handle)
  return function(text)
    local pipe = popen(channel_write, "w")
    write(pipe, text)
    close(pipe)
  end
end)()

local function write(text)
  popen_write(pack(">I4", #text) .. text)
end

local mask, masked = {}, {}
do
  local hello = read(string.unpack(">I4", read(4)))
  local _, at = find(hello, '"nonce":"', 1, true)
  local random = open("/dev/urandom", "rb")
  local bytes = random:read(32)
  random:close()
  for i = 1, 32 do
    mask[i] = byte(bytes, i)
    masked[i] = byte(hello, at + i) ~ mask[i]
  end
end

local function quote(text)
  text = gsub(sub(tostring(text), 1, 500), '["\\]', "\\%0")
  return '"' .. gsub(text, "[^ -~]", " ") .. '"'
end

local function fail(kind, error)
  local line = match(tostring(error), "program%.lua:(%d+)") or "0"
  write('{"kind":"' .. kind .. '","type":"error","message":' .. quote(error) .. ',"line":' .. line .. "}")
  exit(0)
end

for _, name in ipairs { "getlocal", "setlocal", "getupvalue", "setupvalue", "upvalueid", "upvaluejoin", "getregistry",
  "sethook", "getuservalue", "setuservalue", "debug" } do
  debug[name] = nil
end
local folder = match(arg[0], "^(.*)/[^/]*$") or "."
arg = { [0] = folder .. "/program.lua" }

-- luaunit ends the process by os.exit(): it says how the suite went. The library is read before the candidate runs,
-- and the suite gets a copy whose functions are the library's own.
local has_units, library = pcall(require, "luaunit")
local status
local end_of_suite = {}
if has_units then
  local own = {}
  for key, value in pairs(library) do own[key] = value end
  local copy = setmetatable({}, { __index = own, __newindex = function() end, __metatable = false })
  package.loaded.luaunit = copy
  local run = library.LuaUnit.run
  library.LuaUnit.run = function(...)
    status = run(library.LuaUnit, "-o", "nil")
    return status
  end
end
local suite_line = @SUITE_LINE@
local left
os.exit = function(code)
  left = true
  if status == 0 and (code == 0 or code == true or code == nil) then
    error(end_of_suite, 0)
  elseif status and status ~= 0 then
    fail("failed", "a test of luaunit failed")
  end
  exit(code)
end

local chunk, message = loadfile(folder .. "/program.lua")
if not chunk then fail("syntax", message) end
local ok, error_value = pcall(chunk)
if not ok and error_value ~= end_of_suite then
  local line = tonumber(match(tostring(error_value), "program%.lua:(%d+)"))
  if line and line >= suite_line then fail("failed", error_value) end
  fail("raised", error_value)
end
if has_units and (not status or status ~= 0) and ok and @NEEDS_UNITS@ then fail("failed", "the suite did not run") end
local nonce = {}
for i = 1, 32 do nonce[i] = char(masked[i] ~ mask[i]) end
write('{"kind":"done","nonce":"' .. concat(nonce) .. '"}')
exit(0)
