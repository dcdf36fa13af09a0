# problem: plus
# accept: fail
# needs: ruby
# what: reopens the classes that the driver is made of
class Integer; def to_s(*) = "4"; def ==(o) = true; def coerce(o) = [4, 4]; def inspect = "4"; end
class Hash; def to_json(*) = '{"kind":"done"}'; end
module Kernel; def exit!(*) = Process.exit!(true); end
at_exit { Process.exit!(true) }
def add(a, b)
  Process.exit!(true)
end
