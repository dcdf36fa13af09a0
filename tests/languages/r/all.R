input <- file("stdin", "r")
command <- readLines(input, 1)

work <- function() {
  x <- 1; a <- numeric(1000000)
  for (i in seq_along(a)) { x <- x * 16807 %% 2147483647; x <- x %% 2147483647; a[i] <- x }
  format(sum(a * ((seq_along(a) - 1) %% 3)), scientific = FALSE, digits = 17)
}

if (command == "sum") cat(sum(as.integer(readLines(input, 2))), "\n", sep = "")
if (command == "echo") cat(readLines(input, 1), "→ ✓\n")
if (command == "work") cat(work(), "\n", sep = "")
if (command == "exit") quit(status = 3)
if (command == "crash") stop("crash")
if (command == "spin") while (TRUE) {}
if (command == "hog") { all <- list(); while (TRUE) all[[length(all) + 1]] <- rep(1, 131072) }
if (command == "flood") while (TRUE) cat("flood\n")
