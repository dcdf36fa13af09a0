#lang racket

(define (work)
  (define a (make-vector 1000000))
  (for/fold ([x 1]) ([i 1000000])
    (define next (modulo (* x 16807) 2147483647))
    (vector-set! a i next)
    next)
  (for/sum ([v a] [i (in-naturals)]) (* v (modulo i 3))))

(case (read-line)
  [("sum") (displayln (+ (read) (read)))]
  [("echo") (displayln (string-append (read-line) " → ✓"))]
  [("work") (displayln (work))]
  [("exit") (exit 3)]
  [("crash") (error "crash")]
  [("spin") (let loop () (loop))]
  [("hog") (let loop ([all '()]) (loop (cons (make-bytes 1048576 1) all)))]
  [("flood") (let loop () (displayln "flood") (loop))])
