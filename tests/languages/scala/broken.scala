object Main extends App { val n: Int = "text" }
