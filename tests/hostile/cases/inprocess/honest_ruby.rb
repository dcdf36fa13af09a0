# problem: suite_ruby
# accept: accepted
# what: an honest program that changes the language for itself
# needs: ruby
class Integer
  def double
    self * 2
  end
end
class Array
  def second = self[1]
end
class P
  attr_reader :x
  def initialize(x) = @x = x
  def ==(o) = o.is_a?(P) && o.x == x
end
def twice(x)
  raise 'no' unless P.new(x) == P.new(x)
  x.double
end
