#lang racket
(define (
