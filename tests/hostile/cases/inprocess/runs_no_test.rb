# problem: suite_ruby
# accept: fail undecided
# what: has the suite run no test, and nothing failed
# needs: ruby
def twice(x) = x
class Test::Unit::TestSuite
  def size = 5
  def run(result, **) = yield(1, 2)
end
class Array
  def empty? = true
end
