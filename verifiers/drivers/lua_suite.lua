-- SPDX-License-Identifier: Apache-2.0
-- A suite in the candidate's own process, in one chunk with it, because a local function of the candidate's is
-- visible nowhere else. Lua opens no descriptor by number; a shell passes the channel's bytes on. The nonce is a local
-- variable here, and what could look into local variables is taken away. Two names that the candidate cannot say stand
-- around it: the suite's global names, and what the suite's last line calls.
local channel_read, channel_write = "head -c %d <&3", "cat >&3"
local popen, exit, pcall, type, tostring, ipairs = io.popen, os.exit, pcall, type, tostring, ipairs
local sub, find, byte, char, format, gsub, pack = string.sub, string.find, string.byte, string.char, string.format,
  string.gsub, string.pack
local load, tonumber = load, tonumber
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
  "sethook", "gethook", "getuservalue", "setuservalue", "getmetatable", "setmetatable", "debug" } do
  debug[name] = nil
end
local folder = match(arg[0], "^(.*)/[^/]*$") or "."
arg = { [0] = folder .. "/program.lua" }

-- What suites are written in, as it is before the candidate comes: the suite's global names are these first.
local next, rawget, rawset, rawequal, rawlen, setmetatable, getmetatable = next, rawget, rawset, rawequal, rawlen,
  setmetatable, getmetatable
local error, assert, remove = error, assert, os.remove
local shared = _G
local own = {}
local function copy_of(library)
  local copy = {}
  for key, value in next, library do copy[key] = value end
  return copy
end
for key, value in next, shared do own[key] = type(value) == "table" and value ~= shared and copy_of(value) or value end
-- The methods of strings, too; a candidate can add some.
local strings = getmetatable("")
local methods = own.string
strings.__index = function(_, key)
  local method = methods[key]
  if method == nil then method = shared.string[key] end
  return method
end
strings.__metatable = false

-- The suite says that it has come to its end: its last line does, or it leaves with the status of luaunit.
local has_ended, status = false, nil
local end_of_suite = {}
local suite = setmetatable(own, {
  __index = function(_, key) return shared[key] end,
  __metatable = false,
})
own._G = suite
own.os.exit = function(code)
  if (status == 0 or status == nil and not @NEEDS_UNITS@) and (code == 0 or code == true or code == nil) then
    has_ended = true
    error(end_of_suite, 0)
  elseif status and status ~= 0 then
    fail("failed", "a test of luaunit failed")
  end
  fail("failed", "the suite left with a status")
end
-- The suite has a luaunit of its own, whose global names are the suite's; the candidate may have another one.
if @NEEDS_UNITS@ then
  local path = package.searchpath("luaunit", package.path)
  local chunk = path and loadfile(path, "t", suite)
  if chunk then
    local library = chunk("luaunit", path)
    local run = library.LuaUnit.run
    library.LuaUnit.run = function() -- The command line is not the suite's.
      status = run(library.LuaUnit, "-o", "nil")
      return status
    end
    -- An object that says what it equals is nobody's answer.
    local function has_meta(value, depth)
      if type(value) ~= "table" then return false end
      if getmetatable(value) ~= nil or depth > 150 then return true end
      for _, item in next, value do
        if has_meta(item, depth + 1) then return true end
      end
      return false
    end
    for _, name in next, { "assertEquals", "assert_equals", "assertItemsEquals", "assertAlmostEquals", "assertIs" } do
      local check = library[name]
      library[name] = check and function(actual, expected, ...)
        if has_meta(actual, 0) and not has_meta(expected, 0) then
          error("what came back has a metatable, what was expected has none", 2)
        end
        return check(actual, expected, ...)
      end
    end
    local require = own.require
    own.require = function(name)
      if name == "luaunit" then return library end
      return require(name)
    end
  end
end

local suite_line = @SUITE_LINE@
local source = open(folder .. "/program.lua", "rb")
local text = source:read("a")
source:close()
remove(folder .. "/program.lua") -- The answers are in it.
remove(arg[0])
local chunk, message = load(text, "@program.lua", "t")
text = nil
if not chunk then fail("syntax", message) end
local ok, error_value = pcall(chunk, suite, function() has_ended = true end)
if not ok and not rawequal(error_value, end_of_suite) then
  local line = tonumber(match(tostring(error_value), "program%.lua:(%d+)"))
  if line and line >= suite_line then fail("failed", error_value) end
  fail("raised", error_value)
end
if @NEEDS_UNITS@ and status ~= 0 or not @NEEDS_UNITS@ and not has_ended then exit(70) end
local nonce = {}
for i = 1, 32 do nonce[i] = char(masked[i] ~ mask[i]) end
write('{"kind":"done","nonce":"' .. concat(nonce) .. '"}')
exit(0)
