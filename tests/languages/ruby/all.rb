require 'prime' # A gem of the standard library.

def work
  x = 1
  a = Array.new(1_000_000) { x = x * 16807 % 2147483647 }
  a.each_with_index.sum { |v, i| v * (i % 3) }
end

case gets.chomp
when "sum" then puts gets.to_i + gets.to_i
when "echo" then puts gets.chomp + " → ✓"
when "work" then puts work
when "exit" then exit 3
when "crash" then raise "crash"
when "spin" then loop {}
when "hog" then all = []; loop { all << "x" * (1 << 20) }
when "flood" then loop { puts "flood" }
end
