# SPDX-License-Identifier: Apache-2.0
# Calls one method of the candidate's and sends plain data back. The expected value is not in this process.
lambda do |folder|
  io = IO.for_fd(3, "r+b", autoclose: false)
  io.sync = true
  hello, at = nil, 0
  wants_arg0, has_more = 1, 2
  pid = Process.pid
  leave = Process.method(:exit!)
  field = lambda do
    stop = hello.index(";", at)
    text = hello[at...stop]
    at = stop + 1
    text
  end
  bytes = lambda do
    n = field.call.to_i
    at += n
    hello[at - n, n]
  end
  read_value = nil
  items = ->(n) { Array.new(n) { read_value.call } }
  read_value = lambda do
    kind = hello[at]
    at += 1
    case kind
    when "N" then nil
    when "T" then true
    when "F" then false
    when "I" then Integer(field.call, 10)
    when "D"
      text = field.call
      { "nan" => Float::NAN, "inf" => Float::INFINITY, "-inf" => -Float::INFINITY }.fetch(text) { Float(text.sub(/\.(?=\D|\z)/, ".0")) }
    when "C" then Complex(Float(field.call), Float(field.call))
    when "S" then bytes.call.force_encoding("UTF-8")
    when "B" then bytes.call
    when "L", "P" then items.call(field.call.to_i)
    when "E"
      require "set"
      Set.new(items.call(field.call.to_i))
    when "M" then Array.new(field.call.to_i) { [read_value.call, read_value.call] }.to_h
    else leave.call(70)
    end
  end
  read_hello = lambda do
    hello = io.read(io.read(4).unpack1("N"))
    at = 0
    [field.call, field.call.to_i, field.call.to_i, bytes.call.force_encoding("UTF-8"), read_value.call, read_value.call]
  end
  nonce, max_bytes, flags, entry, args, kwargs = read_hello.call

  unencodable = Class.new(StandardError)
  class_of = Kernel.instance_method(:class)
  type_of = ->(value) { class_of.bind_call(value) }
  string_bytes = String.instance_method(:b)
  length = String.instance_method(:bytesize)
  array_at, array_size = Array.instance_method(:[]), Array.instance_method(:size)
  hash_pairs, integer_text, float_text = Hash.instance_method(:to_a), Integer.instance_method(:to_s), Float.instance_method(:to_s)
  bit_length, name_of = Integer.instance_method(:bit_length), Module.instance_method(:name)
  budget = max_bytes
  refuse = ->(kind, what) { raise unencodable, "#{kind} #{what}" }
  spend = lambda do |text|
    budget -= text.bytesize
    refuse.call("too_large", "more than #{max_bytes} bytes") if budget < 0
    text
  end
  escapes = { '"' => '\"', "\\" => "\\\\", "\n" => '\n', "\r" => '\r', "\t" => '\t' }
  quote = lambda do |text|
    '"' + text.gsub(/["\\\x00-\x1f]/) { |c| escapes[c] || format('\u%04x', c.ord) } + '"'
  end
  quote_string = lambda do |value|
    refuse.call("too_large", "a text of #{length.bind_call(value)} bytes") if length.bind_call(value) > max_bytes
    own = string_bytes.bind_call(value)
    utf8 = own.dup.force_encoding("UTF-8")
    return quote.call(utf8) if utf8.valid_encoding?
    '{"$bytes":"' + [own].pack("m0") + '"}'
  end
  set_class = -> { defined?(Set) ? Set : nil }
  encode = lambda do |value, depth|
    refuse.call("too_large", "nested deeper than 200 levels") if depth > 200
    type = type_of.call(value)
    if type.equal?(NilClass) then spend.call("null")
    elsif type.equal?(TrueClass) then spend.call("true")
    elsif type.equal?(FalseClass) then spend.call("false")
    elsif type.equal?(Integer)
      refuse.call("too_large", "an integer of #{bit_length.bind_call(value)} bits") if bit_length.bind_call(value) > 400_000
      spend.call(integer_text.bind_call(value))
    elsif type.equal?(Float)
      text = float_text.bind_call(value)
      text = { "NaN" => '{"$float":"nan"}', "Infinity" => '{"$float":"inf"}', "-Infinity" => '{"$float":"-inf"}' }.fetch(text, text)
      spend.call(text)
    elsif type.equal?(String) then spend.call(quote_string.call(value))
    elsif type.equal?(Symbol) then spend.call(quote_string.call(value.name))
    elsif type.equal?(Array)
      "[" + Array.new(array_size.bind_call(value)) { |i| encode.call(array_at.bind_call(value, i), depth + 1) }.join(",") + "]"
    elsif type.equal?(Hash)
      pairs = hash_pairs.bind_call(value)
      '{"$dict":[' + pairs.map { |k, v| "[" + encode.call(k, depth + 3) + "," + encode.call(v, depth + 3) + "]" }.join(",") + "]}"
    elsif type.equal?(set_class.call)
      '{"$set":[' + value.instance_variable_get(:@hash).keys.map { |v| encode.call(v, depth + 2) }.join(",") + "]}"
    elsif type.equal?(Complex) && value.real.is_a?(Float)
      spend.call(%({"$complex":["#{value.real}","#{value.imaginary}"]}))
    else refuse.call("not_plain", name_of.bind_call(type) || "?")
    end
  end

  send_frame = lambda do |body|
    leave.call(70) if Process.pid != pid
    payload = %({"nonce":"#{nonce}",#{body}}).b
    io.write([payload.bytesize].pack("N") + payload)
  end
  builtin = {}
  ObjectSpace.each_object(Class) { |c| builtin[c.object_id] = c.name if c <= Exception && c.name }
  safe = ->(text) { quote.call(text.to_s.dup.force_encoding("UTF-8").scrub("?")[0, 500]) }
  describe = lambda do |error|
    type = type_of.call(error)
    own = builtin[type.object_id]
    places = Exception.instance_method(:backtrace_locations).bind_call(error) || []
    place = places.find { |x| x.path.to_s.end_with?("candidate.rb") }
    message = begin
      error.message.lines.first.to_s.chomp
    rescue Exception
      ""
    end
    %("type":#{safe.call(own || name_of.bind_call(type))},"builtin":#{own ? true : false},"message":#{safe.call(message)},"line":#{place ? place.lineno : 0})
  end
  finish = lambda do |*bodies|
    bodies.each { |body| send_frame.call(body) }
    leave.call(0)
  end

  ARGV.clear
  candidate = File.join(folder, "candidate.rb")
  begin
    load candidate
  rescue SyntaxError => error
    line = error.message[/candidate\.rb:(\d+)/, 1]
    finish.call(%("kind":"syntax","message":#{safe.call(error.message)},"line":#{line || 0}))
  rescue SystemExit
    leave.call(0)
  rescue Exception => error
    finish.call(%("kind":"load_raised",#{describe.call(error)}))
  end
  receiver = TOPLEVEL_BINDING.receiver
  callee = begin
    receiver.method(entry)
  rescue NameError
    solution = Object.const_defined?(:Solution) && Object.const_get(:Solution)
    if solution.is_a?(Class) && solution.method_defined?(entry)
      solution.new.method(entry)
    elsif solution.is_a?(Module) && solution.respond_to?(entry)
      solution.method(entry)
    end
  end
  finish.call('"kind":"missing"') unless callee
  answer = lambda do
    first = args[0]
    budget = max_bytes
    result = kwargs.empty? ? callee.call(*args) : callee.call(*args, **kwargs.transform_keys(&:to_sym))
    begin
      # Every method returns something here: where the argument is asked for, it is not looked at.
      is_changed = flags & wants_arg0 != 0
      text = %("kind":"value","value":#{encode.call(is_changed ? nil : result, 1)})
      text += %(,"arg0":#{encode.call(first, 1)}) if is_changed
      text
    rescue unencodable => error
      kind, what = error.message.split(" ", 2)
      %("kind":"#{kind}","what":#{safe.call(what)})
    end
  rescue SystemExit
    leave.call(0)
  rescue NoMemoryError
    leave.call(71)
  rescue Exception => error
    %("kind":"raised",#{describe.call(error)})
  end
  while true # What the candidate keeps stays as it is.
    body = answer.call
    finish.call(body, '"kind":"done"') if flags & has_more == 0
    send_frame.call(body)
    send_frame.call('"kind":"done"')
    _, _, flags, _, args, kwargs = read_hello.call
  end
end.call(__dir__)
