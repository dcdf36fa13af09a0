fun work(): Long {
    val a = LongArray(1000000)
    var x = 1L
    for (i in a.indices) {
        x = x * 16807 % 2147483647
        a[i] = x
    }
    return a.withIndex().map { (i, v) -> v * (i % 3) }.sum()
}

fun main() {
    when (readLine()) {
        "sum" -> println(readLine()!!.toLong() + readLine()!!.toLong())
        "echo" -> println(readLine() + " → ✓")
        "work" -> println(work())
        "exit" -> System.exit(3)
        "crash" -> throw IllegalStateException("crash")
        "spin" -> { var i = 0L; while (i >= 0) i++ }
        "hog" -> { val all = ArrayList<ByteArray>(); while (true) all.add(ByteArray(1 shl 20)) }
        "flood" -> while (true) println("flood")
    }
}
