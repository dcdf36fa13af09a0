import scala.io.StdIn.readLine

object All extends App {
  def work(): Long = {
    val a = Iterator.iterate(1L)(_ * 16807 % 2147483647).slice(1, 1000001).toArray
    a.zipWithIndex.map { case (v, i) => v * (i % 3) }.sum
  }

  readLine() match {
    case "sum" => println(readLine().toLong + readLine().toLong)
    case "echo" => println(readLine() + " → ✓")
    case "work" => println(work())
    case "exit" => sys.exit(3)
    case "crash" => throw new IllegalStateException("crash")
    case "spin" => var i = 0L; while (i >= 0) i += 1
    case "hog" => val all = scala.collection.mutable.ArrayBuffer[Array[Byte]](); while (true) all += new Array[Byte](1 << 20)
    case "flood" => while (true) println("flood")
  }
}
