-- SPDX-License-Identifier: Apache-2.0
-- Calls one function of the candidate's and sends plain data back. The expected value is not in this process. Lua opens
-- no descriptor by number; a shell passes the channel's bytes on.
local popen, exit, pcall, type, tostring, pairs, next, rawget, rawlen = io.popen, os.exit, pcall, type, tostring, pairs,
  next, rawget, rawlen
local sub, find, byte, format, gsub, pack, unpack = string.sub, string.find, string.byte, string.format, string.gsub,
  string.pack, table.unpack
local concat, getmetatable, math_type, tonumber, match, open, utf8_len = table.concat, getmetatable, math.type, tonumber,
  string.match, io.open, utf8.len
local load, error, rep, xpcall, traceback = load, error, string.rep, xpcall, debug.traceback
local unpack_bytes = string.unpack
local huge = math.huge
local write_pipe, close_pipe
do
  local handle = popen("true", "w")
  local methods = getmetatable(handle).__index
  write_pipe, close_pipe = methods.write, methods.close
  close_pipe(handle)
end

local function read(n)
  local pipe = popen(format("head -c %d <&3", n), "r")
  local bytes = pipe:read("a")
  close_pipe(pipe)
  if #bytes ~= n then exit(70) end
  return bytes
end
local WANTS_ARG0 <const>, HAS_MORE <const> = 1, 2
local hello, at
local function field()
  local stop = find(hello, ";", at, true)
  local text = sub(hello, at, stop - 1)
  at = stop + 1
  return text
end
local function bytes()
  local n = tonumber(field())
  at = at + n
  return sub(hello, at - n, at - 1)
end
local value
local function items(n)
  local list = {}
  for i = 1, n do list[i] = value() end
  return list, n
end
function value()
  local kind = sub(hello, at, at)
  at = at + 1
  if kind == "N" then return nil end
  if kind == "T" then return true end
  if kind == "F" then return false end
  if kind == "I" then return tonumber(field()) end
  if kind == "D" then
    local text = field()
    if text == "nan" then return 0.0 / 0.0 elseif text == "inf" then return huge elseif text == "-inf" then return -huge end
    return tonumber(text) + 0.0
  end
  if kind == "S" or kind == "B" then return bytes() end
  if kind == "L" or kind == "P" or kind == "E" then return items(tonumber(field())) end
  if kind == "M" then
    local map = {}
    for _ = 1, tonumber(field()) do
      local key = value()
      map[key] = value()
    end
    return map
  end
  exit(70)
end
local function read_hello()
  hello, at = read(unpack_bytes(">I4", read(4))), 1
  return field(), tonumber(field()), tonumber(field()), bytes(), value()
end
local nonce, max_bytes, flags, entry, args, n_args = read_hello()

local function send(...)
  local frames = {}
  for i, body in ipairs { ... } do
    local payload = '{"nonce":"' .. nonce .. '",' .. body .. "}"
    frames[i] = pack(">I4", #payload) .. payload
  end
  local pipe = popen("cat >&3", "w")
  write_pipe(pipe, concat(frames))
  close_pipe(pipe)
end

local budget = max_bytes
local function refuse(kind, what) error({ kind = kind, what = what }, 0) end
local function spend(text)
  budget = budget - #text
  if budget < 0 then refuse("too_large", "more than " .. max_bytes .. " bytes") end
  return text
end
local escapes = { ['"'] = '\\"', ["\\"] = "\\\\", ["\n"] = "\\n", ["\r"] = "\\r", ["\t"] = "\\t" }
local function quote(text)
  return '"' .. gsub(text, '["\\%c]', function(c)
    return escapes[c] or (byte(c) < 32 and format("\\u%04x", byte(c))) or c
  end) .. '"'
end
local function base64(text)
  local letters, out = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/", {}
  for i = 1, #text, 3 do
    local a, b, c = byte(text, i, i + 2)
    local n = a << 16 | (b or 0) << 8 | (c or 0)
    for k = 0, 3 do
      local digit = n >> (18 - 6 * k) & 63
      out[#out + 1] = (k == 2 and not b or k == 3 and not c) and "=" or sub(letters, digit + 1, digit + 1)
    end
  end
  return concat(out)
end
local encode
local function encode_table(v, depth)
  if getmetatable(v) ~= nil then refuse("not_plain", "a table with a metatable") end
  local n, count, parts = rawlen(v), 0, {}
  for _ in next, v do count = count + 1 end
  if n == count then
    for i = 1, n do parts[i] = encode(rawget(v, i), depth + 1) end
    return "[" .. concat(parts, ",") .. "]"
  end
  for key, item in next, v do
    parts[#parts + 1] = "[" .. encode(key, depth + 3) .. "," .. encode(item, depth + 3) .. "]"
  end
  return '{"$dict":[' .. concat(parts, ",") .. "]}"
end
function encode(v, depth)
  if depth > 200 then refuse("too_large", "nested deeper than 200 levels") end
  local kind = type(v)
  if kind == "nil" then return spend("null") end
  if kind == "boolean" then return spend(v and "true" or "false") end
  if kind == "number" then
    if math_type(v) == "integer" then return spend(format("%d", v)) end
    if v ~= v then return spend('{"$float":"nan"}') end
    if v == huge or v == -huge then return spend(v > 0 and '{"$float":"inf"}' or '{"$float":"-inf"}') end
    local text = format("%.17g", v)
    for digits = 15, 16 do
      if tonumber(format("%." .. digits .. "g", v)) == v then
        text = format("%." .. digits .. "g", v)
        break
      end
    end
    return spend(find(text, "[.e]") and text or text .. ".0")
  end
  if kind == "string" then
    if #v > max_bytes then refuse("too_large", "a text of " .. #v .. " bytes") end
    return spend(utf8_len(v) and quote(v) or '{"$bytes":"' .. base64(v) .. '"}')
  end
  if kind == "table" then return encode_table(v, depth) end
  refuse("not_plain", kind)
end

local function safe(text)
  return quote((gsub(sub(tostring(text), 1, 500), "[^ -~]", " ")))
end
local function describe(e)
  local line = type(e) == "string" and match(e, "candidate%.lua:(%d+)") or "0"
  local text = type(e) == "string" and e or type(e)
  return '"type":"error","builtin":true,"message":' .. safe(text) .. ',"line":' .. line
end

local folder = match(arg[0], "^(.*)/[^/]*$") or "."
local path = folder .. "/candidate.lua"
arg = { [0] = path }
local file = open(path, "rb")
local source = gsub(file:read("a"), "^#[^\n]*", "")
file:close()
-- A local function of the candidate's is seen nowhere else: it is handed out by the end of its own text.
local tail = "\nreturn " .. entry
local chunk = match(entry, "^[%a_][%w_]*$") and load(source .. tail, "@candidate.lua", "t")
local message
if not chunk then chunk, message = load(source, "@candidate.lua", "t") end
if not chunk then
  send('"kind":"syntax","message":' .. safe(message) .. ',"line":' .. (match(message, "candidate%.lua:(%d+)") or "0"))
  exit(0)
end
local ok, callee = pcall(chunk)
if not ok then
  send('"kind":"load_raised",' .. describe(callee))
  exit(0)
end
if type(callee) == "table" then callee = callee[entry] end
if type(callee) ~= "function" then callee = rawget(_G, entry) end
if type(callee) ~= "function" then
  local class = rawget(_G, "Solution")
  local method = type(class) == "table" and class[entry]
  if type(method) == "function" then callee = function(...) return method(class, ...) end end
end
if type(callee) ~= "function" then
  send('"kind":"missing"')
  exit(0)
end
local function answer()
  local first = args[1]
  budget = max_bytes
  local ok, result = pcall(callee, unpack(args, 1, n_args))
  if not ok then return '"kind":"raised",' .. describe(result) end
  local body
  ok, body = pcall(function()
    local text = '"kind":"value","value":' .. encode(result, 1)
    if flags & WANTS_ARG0 ~= 0 then text = text .. ',"arg0":' .. encode(first, 1) end
    return text
  end)
  if ok then return body end
  if type(body) ~= "table" then exit(70) end
  return '"kind":"' .. body.kind .. '","what":' .. safe(body.what)
end
local _
repeat -- What the candidate keeps stays as it is.
  local has_more = flags & HAS_MORE ~= 0
  send(answer(), '"kind":"done"')
  if has_more then _, _, flags, _, args, n_args = read_hello() end
until not has_more
exit(0)
