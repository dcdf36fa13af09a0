# SPDX-License-Identifier: Apache-2.0
# A suite in the candidate's own process. The nonce is kept as integers in local variables, masked, and what finds
# objects or bindings of others is taken away before the candidate is loaded.
lambda do |folder|
  io = IO.for_fd(3, "r+b", autoclose: false)
  io.sync = true
  hello = io.read(io.read(4).unpack1("N"))
  at = hello.index('"nonce":"') + 9
  words = hello[at, 32].unpack("N8")
  masks = Array.new(8) { Random.urandom(4).unpack1("N") }
  a, b, c, d, e, f, g, h = words.zip(masks).map { |word, mask| word ^ mask }
  m, n, o, p, q, r, s, t = masks
  hello.tr!("^\0", "\0")
  words = masks = hello = nil
  pid = Process.pid
  leave = Process.method(:exit!).unbind.bind(Process)
  write_frame = lambda { |text| io.write([text.bytesize].pack("N") + text) }
  quote = lambda do |text|
    text = text.to_s.encode("UTF-8", invalid: :replace, undef: :replace)[0, 500]
    '"' + text.gsub(/["\\]/) { |x| "\\" + x }.gsub(/[^ -~]/, " ") + '"'
  end
  fail_with = lambda do |kind, error|
    leave.call(70) if Process.pid != pid
    line = error.respond_to?(:backtrace_locations) && (error.backtrace_locations || []).find { |x| x.path.end_with?("candidate.rb") }
    write_frame.call(%({"kind":"#{kind}","type":#{quote.call(error.class.name)},"message":#{quote.call(error.message)},"line":#{line ? line.lineno : 0}}))
    leave.call(0)
  end
  has_units = File.read(File.join(folder, "suite.rb")).include?("test/unit")
  if has_units
    require "test/unit"
    require "test/unit/testresult"
    Test::Unit::AutoRunner.need_auto_run = false
    # What the suite compares with must mean what it meant before the candidate came.
    Test::Unit::Assertions.freeze
    Test::Unit::TestCase::DESCENDANTS.clear # Loads it.
  end
  ObjectSpace.singleton_class.class_eval do
    undef_method :each_object
    undef_method :_id2ref
  end
  Object.send(:remove_const, :TracePoint)
  Kernel.send(:undef_method, :set_trace_func)
  Kernel.singleton_class.send(:undef_method, :set_trace_func)
  candidate = File.join(folder, "candidate.rb")
  begin
    load candidate
  rescue SyntaxError => error
    fail_with.call("syntax", error)
  rescue SystemExit
    leave.call(0)
  rescue Exception => error
    fail_with.call("load_raised", error)
  end
  begin
    load File.join(folder, "suite.rb")
    if has_units
      classes = Test::Unit::TestCase::DESCENDANTS.select(&:name)
      suite = Test::Unit::TestSuite.new("suite")
      classes.each { |x| suite << x.suite }
      leave.call(70) if suite.size == 0
      result = Test::Unit::TestResult.new
      faults = []
      result.add_listener(Test::Unit::TestResult::FAULT) { |fault| faults << fault }
      suite.run(result) { |*| nil }
      unless result.passed? && faults.empty?
        fault = faults[0]
        failed = fault.is_a?(Test::Unit::Failure)
        write_frame.call(%({"kind":"#{failed ? "failed" : "raised"}","type":#{quote.call(failed ? "Failure" : fault.exception.class.name)},"message":#{quote.call(fault.message)}}))
        leave.call(0)
      end
    end
  rescue SystemExit
    leave.call(0)
  rescue Exception => error
    fail_with.call(error.class.name.end_with?("AssertionFailedError") ? "failed" : "raised", error)
  end
  leave.call(70) if Process.pid != pid
  nonce = [a ^ m, b ^ n, c ^ o, d ^ p, e ^ q, f ^ r, g ^ s, h ^ t].pack("N8")
  write_frame.call('{"kind":"done","nonce":"' + nonce + '"}')
  leave.call(0)
end.call(__dir__)
