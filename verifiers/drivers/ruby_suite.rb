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
  suite_path = File.join(folder, "suite.rb")
  source = File.read(suite_path)
  File.unlink(suite_path) # It could be replaced, and it holds the answers.
  has_units = source.include?("test/unit")

  # Core methods as they are before the candidate comes; it can replace them for everybody else.
  class_of = Kernel.instance_method(:class)
  same_object = BasicObject.instance_method(:equal?)
  int_eq, float_eq, string_eq = Integer.instance_method(:==), Float.instance_method(:==), String.instance_method(:==)
  size_of, item_of = Array.instance_method(:length), Array.instance_method(:[])
  pairs_of, hash_size, hash_item = Hash.instance_method(:to_a), Hash.instance_method(:length), Hash.instance_method(:fetch)
  less, plus = Integer.instance_method(:<), Integer.instance_method(:+)
  method_of = Module.instance_method(:instance_method)
  owner_of, place_of = UnboundMethod.instance_method(:owner), UnboundMethod.instance_method(:source_location)
  plain_eq = { Integer => int_eq, Float => float_eq, String => string_eq }.compare_by_identity
  plain_of = plain_eq.method(:[])
  # Whether plain data is equal; nil when what was expected is not plain.
  same = lambda do |expected, actual|
    kind = class_of.bind_call(expected)
    if same_object.bind_call(kind, Array)
      return false unless same_object.bind_call(class_of.bind_call(actual), Array)
      size = size_of.bind_call(expected)
      return false unless int_eq.bind_call(size, size_of.bind_call(actual))
      i = 0
      while less.bind_call(i, size)
        answer = same.call(item_of.bind_call(expected, i), item_of.bind_call(actual, i))
        return answer unless same_object.bind_call(answer, true)
        i = plus.bind_call(i, 1)
      end
      true
    elsif same_object.bind_call(kind, Hash)
      return false unless same_object.bind_call(class_of.bind_call(actual), Hash)
      return false unless int_eq.bind_call(hash_size.bind_call(expected), hash_size.bind_call(actual))
      all, others = pairs_of.bind_call(expected), pairs_of.bind_call(actual)
      size = size_of.bind_call(all)
      i = 0
      while less.bind_call(i, size)
        pair, found, k = item_of.bind_call(all, i), false, 0
        while less.bind_call(k, size)
          # Where the order is the same, the first look finds it.
          at = plus.bind_call(i, k)
          at = plus.bind_call(at, -size) unless less.bind_call(at, size)
          found = same.call(pair, item_of.bind_call(others, at))
          return nil if same_object.bind_call(found, nil)
          break if found
          k = plus.bind_call(k, 1)
        end
        return false unless found
        i = plus.bind_call(i, 1)
      end
      true
    elsif same_object.bind_call(kind, NilClass) || same_object.bind_call(kind, TrueClass) ||
          same_object.bind_call(kind, FalseClass) || same_object.bind_call(kind, Symbol)
      same_object.bind_call(expected, actual)
    elsif (test = plain_of.call(kind))
      other = class_of.bind_call(actual)
      return false unless same_object.bind_call(kind, other) || !same_object.bind_call(kind, String) &&
                          (same_object.bind_call(other, Integer) || same_object.bind_call(other, Float))
      test.bind_call(expected, actual)
    end
  end

  bad_claim = lambda do |message|
    leave.call(70) if Process.pid != pid
    write_frame.call(%({"kind":"failed","type":"AssertionFailedError","message":#{quote.call(message)}}))
    leave.call(0)
  end
  if has_units
    require "test/unit"
    require "test/unit/testresult"
    Test::Unit::AutoRunner.need_auto_run = false
    Test::Unit::TestCase::DESCENDANTS.clear # Loads it.
    real_equal = Test::Unit::Assertions.instance_method(:assert_equal)
    # Whether plain data is equal is said here; a test of its own that did not hold needs nobody to say so.
    Test::Unit::Assertions.class_eval do
      define_method(:assert_equal) do |expected, actual, message = nil|
        answer = same.call(expected, actual)
        bad_claim.call("#{expected.inspect} expected but was #{actual.inspect}") if same_object.bind_call(answer, false)
        answer ? true : real_equal.bind_call(self, expected, actual, message)
      end
    end
    [Test::Unit::Assertions, Test::Unit::TestCase, Test::Unit::TestCase.singleton_class].each(&:freeze)
  end

  # What suites are written in: who owns a method and where it is defined says whether it still is the language's.
  words = source.scan(/[a-zA-Z_]\w*[?!]?|[=!<>]=|=~|<=>|===|[-+*\/%<>!&|]|\[\]/).uniq.map(&:to_sym) |
    %i[== != ! === eql? equal? hash <=> raise fail is_a? class inherited method_added]
  watched = []
  [BasicObject, Object, Kernel, Comparable, Enumerable, Integer, Float, Numeric, String, Symbol, Array, Hash, Range, NilClass,
   TrueClass, FalseClass, Proc, Method, Exception, Module, Class, Object.singleton_class].each do |kind|
    words.each do |word|
      next unless kind.method_defined?(word) || kind.private_method_defined?(word)
      found = kind.instance_method(word)
      watched << [kind, word, found.owner, found.source_location]
    end
  end
  singles = [Kernel, Process, Integer, Float, String, Array, Hash].flat_map do |kind|
    words.select { |word| kind.respond_to?(word, true) }.map { |word| [kind.singleton_class, word, kind.singleton_class.instance_method(word).owner] }
  end
  watched.concat(singles.map { |kind, word, owner| [kind, word, owner, kind.instance_method(word).source_location] })
  n_watched = watched.length
  watched.freeze
  check = lambda do
    i = 0
    while less.bind_call(i, n_watched)
      row = item_of.bind_call(watched, i)
      kind, word = item_of.bind_call(row, 0), item_of.bind_call(row, 1)
      now = begin
        method_of.bind_call(kind, word)
      rescue NameError
        bad_claim.call("it takes away what the suite is written in")
      end
      place, was = place_of.bind_call(now), item_of.bind_call(row, 3)
      unless same_object.bind_call(owner_of.bind_call(now), item_of.bind_call(row, 2)) &&
             (same_object.bind_call(place, was) || was && place && string_eq.bind_call(place[0], was[0]))
        bad_claim.call("it replaces what the suite is written in")
      end
      i = plus.bind_call(i, 1)
    end
  end
  # A class of the candidate's whose objects equal what they cannot know.
  all_of = ObjectSpace.method(:each_object).to_proc
  collect = lambda do
    found = []
    all_of.call(Class) { |kind| found << kind unless kind.singleton_class? }
    found
  end
  known = {}.compare_by_identity
  collect.call.each { |kind| known[kind] = true }
  allocate = Class.instance_method(:allocate)
  check_classes = lambda do
    collect.call.each do |kind|
      next if known[kind] || kind == BasicObject
      begin
        one, stranger = allocate.bind_call(kind), Object.new
        equals = one == stranger || !(one != stranger) || one.eql?(stranger)
      rescue StandardError, NotImplementedError
        next
      end
      bad_claim.call("objects of its class #{kind.name} equal anything") if equals
    end
  end
  freeze_it = Kernel.instance_method(:freeze)
  read_name = Symbol.instance_method(:name)
  starts = String.instance_method(:start_with?)
  tests_of = Module.instance_method(:public_instance_methods)
  # Of these, candidates define nothing; the blocks and methods of ours are called through them.
  Proc.send(:undef_method, :binding)
  [Proc, Method, UnboundMethod, Symbol].each(&:freeze)
  ObjectSpace.singleton_class.class_eval do
    undef_method :each_object
    undef_method :_id2ref
  end
  Object.send(:remove_const, :TracePoint)
  Kernel.send(:undef_method, :set_trace_func)
  Kernel.singleton_class.send(:undef_method, :set_trace_func)
  evaluate = Kernel.instance_method(:eval)
  outer = TOPLEVEL_BINDING
  candidate = File.join(folder, "candidate.rb")
  is_loaded = false
  begin
    load candidate
    is_loaded = true
    check.call
    check_classes.call
    evaluate.bind_call(self, source, outer, "suite.rb", 1)
    source = nil
    if has_units
      # Every test by itself, with nothing in between that the candidate could have replaced.
      classes = Test::Unit::TestCase::DESCENDANTS
      n_run, at = 0, 0
      while less.bind_call(at, size_of.bind_call(classes))
        test_class = item_of.bind_call(classes, at)
        names = tests_of.bind_call(test_class, true)
        test_class.startup
        freeze_it.bind_call(test_class)
        k = 0
        while less.bind_call(k, size_of.bind_call(names))
          name = item_of.bind_call(names, k)
          k = plus.bind_call(k, 1)
          next unless starts.bind_call(read_name.bind_call(name), "test_")
          one = test_class.new(read_name.bind_call(name))
          has_run = false
          begin
            one.setup
            one.__send__(name)
            has_run = true
          ensure
            leave.call(70) unless has_run || $!
            one.teardown
          end
          n_run = plus.bind_call(n_run, 1)
        end
        test_class.shutdown
        at = plus.bind_call(at, 1)
      end
      leave.call(70) if int_eq.bind_call(n_run, 0)
    end
    check.call
  rescue SyntaxError => error
    fail_with.call("syntax", error)
  rescue SystemExit => error
    bad_claim.call("the suite left with a status") if is_loaded && !error.success?
    leave.call(70)
  rescue Exception => error
    kind = "raised"
    kind = "load_raised" unless is_loaded
    kind = "failed" if is_loaded && error.class.name.to_s.end_with?("AssertionFailedError")
    fail_with.call(kind, error)
  end
  leave.call(70) if Process.pid != pid
  nonce = [a ^ m, b ^ n, c ^ o, d ^ p, e ^ q, f ^ r, g ^ s, h ^ t].pack("N8")
  write_frame.call('{"kind":"done","nonce":"' + nonce + '"}')
  leave.call(0)
end.call(__dir__)
