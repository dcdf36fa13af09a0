# SPDX-License-Identifier: Apache-2.0
# A suite whose process never runs a line of the candidate's: frames, environments and methods of a running program are open
# to everything in it. The candidate is loaded in a child that was forked before nonce and suite were read, and each call
# of one of its functions is a question to that child. Plain data alone comes back. R opens no descriptor by number; a
# shell passes the channel's bytes on.
local({
  quit_now <- function(status) quit(save = "no", status = status, runLast = FALSE)
  read_exactly <- function(n) {
    from <- pipe(paste0("head -c ", n, " <&3"), "rb")
    bytes <- readBin(from, "raw", n)
    close(from)
    if (length(bytes) != n) quit_now(70)
    bytes
  }
  write_frame <- function(bytes) {
    to <- pipe("cat >&3", "wb")
    n <- length(bytes)
    writeBin(as.raw(c(n %/% 16777216, (n %/% 65536) %% 256, (n %/% 256) %% 256, n %% 256)), to)
    writeBin(bytes, to)
    close(to)
  }
  clean <- function(text) gsub("([\"\\\\])", "\\\\\\1", gsub("[^ -~]", " ", substr(paste(text, collapse = " "), 1, 500)))
  fail <- function(kind, error) {
    text <- paste0("{\"kind\":\"", kind, "\",\"type\":\"error\",\"message\":\"", clean(conditionMessage(error)), "\"}")
    write_frame(charToRaw(text))
    quit_now(0)
  }
  folder <- dirname(normalizePath(sub("^--file=", "", grep("^--file=", commandArgs(FALSE), value = TRUE)[1])))
  kinds <- c("NULL", "logical", "integer", "double", "complex", "character", "raw", "list")
  classes <- c("factor", "ordered", "data.frame", "Date", "POSIXct", "POSIXt", "difftime", "table", "noquote", "matrix", "array")
  known <- c("names", "dim", "dimnames", "class", "levels", "row.names", "tzone", "units")

  # A value as bytes: kind, length, elements, attributes. Environments and functions do not travel.
  put <- function(to, x, depth = 0L) {
    kind <- match(typeof(x), kinds)
    marks <- attributes(x)
    if (is.na(kind) || depth > 100L || !all(names(marks) %in% known) || !all(attr(x, "class") %in% classes))
      stop("what came back is not plain data")
    attributes(x) <- NULL
    writeBin(c(kind, length(x)), to)
    if (kind == 8L) for (item in x) put(to, item, depth + 1L)
    else if (kind == 6L) for (item in x) {
      bytes <- if (is.na(item)) raw() else charToRaw(enc2utf8(item))
      writeBin(c(as.integer(is.na(item)), length(bytes)), to)
      writeBin(bytes, to)
    }
    else if (kind == 2L) writeBin(as.integer(x), to)
    else if (kind > 2L) writeBin(x, to)
    writeBin(length(marks), to)
    for (name in names(marks)) {
      writeBin(match(name, known), to)
      put(to, marks[[name]], depth + 1L)
    }
  }
  numbers <- function(from, n) {
    x <- readBin(from, "integer", n)
    if (length(x) != n || anyNA(x) || any(x < 0L)) stop("what came back cannot be read")
    x
  }
  take <- function(from, room, depth = 0L) {
    head <- numbers(from, 2L)
    n <- head[2]
    if (head[1] < 1L || head[1] > 8L || depth > 101L || n > room) stop("what came back cannot be read")
    if (head[1] == 8L) {
      x <- vector("list", n)
      for (i in seq_len(n)) {
        item <- take(from, room, depth + 1L)
        if (!is.null(item)) x[[i]] <- item
      }
    } else if (head[1] == 6L) {
      x <- character(n)
      for (i in seq_len(n)) {
        size <- numbers(from, 2L)
        if (size[2] > room) stop("what came back cannot be read")
        x[i] <- if (size[1]) NA_character_ else rawToChar(readBin(from, "raw", size[2]))
        Encoding(x[i]) <- "UTF-8"
      }
    } else {
      x <- if (head[1] == 1L) NULL else readBin(from, if (head[1] == 2L) "integer" else kinds[head[1]], n)
      if (length(x) != if (head[1] == 1L) 0L else n) stop("what came back cannot be read")
      if (head[1] == 2L) x <- as.logical(x)
    }
    marks <- list()
    for (i in seq_len(numbers(from, 1L))) {
      name <- known[numbers(from, 1L)]
      marks[[name]] <- take(from, room, depth + 1L)
    }
    if (!all(marks$class %in% classes)) stop("what came back is not plain data")
    if (length(marks)) attributes(x) <- marks
    x
  }

  parsed <- tryCatch(parse(file.path(folder, "candidate.r"), encoding = "UTF-8"), error = function(e) fail("syntax", e))
  child <- parallel:::mcfork()
  if (inherits(child, "masterProcess")) {
    from <- file("stdin", "rb")
    ask <- function() unserialize(readBin(from, "raw", readBin(from, "integer", 1L)))
    answer <- function(ok, value) {
      bytes <- tryCatch({
        to <- rawConnection(raw(), "wb")
        writeBin(as.integer(ok), to)
        put(to, value)
        rawConnectionValue(to)
      }, error = function(e) c(writeBin(2L, raw()), charToRaw(conditionMessage(e))))
      parallel:::sendMaster(bytes)
    }
    ask()
    loaded <- tryCatch({
      for (e in parsed) eval(e, globalenv())
      TRUE
    }, error = function(e) {
      answer(0L, conditionMessage(e))
      FALSE
    })
    if (loaded) answer(1L, Filter(function(name) is.function(get(name, globalenv())), ls(globalenv(), all.names = TRUE)))
    while (loaded) {
      call <- ask()
      result <- tryCatch(list(do.call(get(call$name, globalenv()), call$arguments)), error = identity)
      if (inherits(result, "error")) answer(0L, conditionMessage(result)) else answer(1L, result[[1]])
    }
    quit_now(70)
  }

  head <- as.integer(read_exactly(4))
  hello <- read_exactly(sum(head * c(16777216, 65536, 256, 1)))
  at <- as.integer(regexpr("\"nonce\":\"", rawToChar(hello), fixed = TRUE)) + 9L
  random <- file("/dev/urandom", "rb", raw = TRUE)
  mask <- readBin(random, "raw", 32)
  close(random)
  masked <- xor(hello[at:(at + 31L)], mask)
  rm(hello)
  done <- function() {
    write_frame(c(charToRaw("{\"kind\":\"done\",\"nonce\":\""), xor(masked, mask), charToRaw("\"}")))
    quit_now(0)
  }
  suite <- parse(file.path(folder, "suite.r"), encoding = "UTF-8")
  unlink(file.path(folder, c("suite.r", "assay_driver.r"))) # The answers are in it.
  tell <- function(what) {
    bytes <- serialize(what, NULL)
    parallel:::sendChildStdin(child, c(writeBin(length(bytes), raw()), bytes))
    reply <- parallel:::readChild(child)
    if (!is.raw(reply) || length(reply) < 4L) quit_now(70)
    attributes(reply) <- NULL
    from <- rawConnection(reply, "rb")
    on.exit(close(from))
    status <- readBin(from, "integer", 1L)
    if (status == 2L) stop("what came back is not plain data")
    value <- take(from, length(reply))
    if (status == 0L) stop(if (is.character(value)) value[1] else "it failed", call. = FALSE)
    value
  }
  names <- tryCatch(tell(NULL), error = function(e) fail("load_raised", e))
  said <- unique(all.names(suite))
  for (name in as.character(names)) local({
    own <- name
    if (own %in% said && (own == "@ENTRY@" || !exists(own, globalenv())))
      assign(own, function(...) tell(list(name = own, arguments = list(...))), globalenv())
  })
  tryCatch(for (e in suite) eval(e, globalenv()), error = function(e) {
    call <- paste(deparse(conditionCall(e)), collapse = " ")
    text <- conditionMessage(e)
    is_own <- grepl("TRUE", text, fixed = TRUE) || grepl("stopifnot", call, fixed = TRUE) || grepl("came back", text)
    fail(if (is_own) "failed" else "raised", e)
  })
  done()
})
