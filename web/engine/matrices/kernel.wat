;; The arithmetic of matrices.js, by SIMD128: products of int8 rows with a query, and a x b transposed.
;; plain.js does the same in the same order, to the last bit. Knows addresses and counts only; what
;; lies where is memory.js's business, and that the counts are right is its callers'.
(module
  (memory (export "memory") 0)

  ;; out[r] = (sum over c of rows[r][c] * query[c]) * query_scale * scales[r], for `count` rows.
  ;; Rows are int8, the query int16, sums exact in int32 (the query is scaled so that they fit), the
  ;; two multiplications in float64, the result float32. `stride` bytes a row, a multiple of 32, zeros
  ;; beyond the columns. Four rows at once: up to three rows, scales and results too many are touched.
  (func (export "dots")
    (param $rows i32) (param $scales i32) (param $count i32) (param $stride i32)
    (param $query i32) (param $query_scale f64) (param $out i32)
    (local $end i32) (local $query_end i32) (local $q i32)
    (local $p0 i32) (local $p1 i32) (local $p2 i32) (local $p3 i32)
    (local $s0 v128) (local $s1 v128) (local $s2 v128) (local $s3 v128) (local $v v128)
    (local.set $end (i32.add (local.get $out) (i32.shl (local.get $count) (i32.const 2))))
    (local.set $query_end
      (i32.add (local.get $query) (i32.shl (local.get $stride) (i32.const 1))))
    (block $done
      (loop $rows_loop
        (br_if $done (i32.ge_u (local.get $out) (local.get $end)))
        (local.set $p0 (local.get $rows))
        (local.set $p1 (i32.add (local.get $p0) (local.get $stride)))
        (local.set $p2 (i32.add (local.get $p1) (local.get $stride)))
        (local.set $p3 (i32.add (local.get $p2) (local.get $stride)))
        (local.set $rows (i32.add (local.get $p3) (local.get $stride)))
        (local.set $q (local.get $query))
        (local.set $s0 (v128.const i32x4 0 0 0 0))
        (local.set $s1 (v128.const i32x4 0 0 0 0))
        (local.set $s2 (v128.const i32x4 0 0 0 0))
        (local.set $s3 (v128.const i32x4 0 0 0 0))
        (loop $columns
          (local.set $v (v128.load (local.get $q)))
          (local.set $s0 (i32x4.add (local.get $s0) (i32x4.dot_i16x8_s
            (v128.load8x8_s (local.get $p0)) (local.get $v))))
          (local.set $s1 (i32x4.add (local.get $s1) (i32x4.dot_i16x8_s
            (v128.load8x8_s (local.get $p1)) (local.get $v))))
          (local.set $s2 (i32x4.add (local.get $s2) (i32x4.dot_i16x8_s
            (v128.load8x8_s (local.get $p2)) (local.get $v))))
          (local.set $s3 (i32x4.add (local.get $s3) (i32x4.dot_i16x8_s
            (v128.load8x8_s (local.get $p3)) (local.get $v))))
          (local.set $v (v128.load offset=16 (local.get $q)))
          (local.set $s0 (i32x4.add (local.get $s0) (i32x4.dot_i16x8_s
            (v128.load8x8_s offset=8 (local.get $p0)) (local.get $v))))
          (local.set $s1 (i32x4.add (local.get $s1) (i32x4.dot_i16x8_s
            (v128.load8x8_s offset=8 (local.get $p1)) (local.get $v))))
          (local.set $s2 (i32x4.add (local.get $s2) (i32x4.dot_i16x8_s
            (v128.load8x8_s offset=8 (local.get $p2)) (local.get $v))))
          (local.set $s3 (i32x4.add (local.get $s3) (i32x4.dot_i16x8_s
            (v128.load8x8_s offset=8 (local.get $p3)) (local.get $v))))
          (local.set $v (v128.load offset=32 (local.get $q)))
          (local.set $s0 (i32x4.add (local.get $s0) (i32x4.dot_i16x8_s
            (v128.load8x8_s offset=16 (local.get $p0)) (local.get $v))))
          (local.set $s1 (i32x4.add (local.get $s1) (i32x4.dot_i16x8_s
            (v128.load8x8_s offset=16 (local.get $p1)) (local.get $v))))
          (local.set $s2 (i32x4.add (local.get $s2) (i32x4.dot_i16x8_s
            (v128.load8x8_s offset=16 (local.get $p2)) (local.get $v))))
          (local.set $s3 (i32x4.add (local.get $s3) (i32x4.dot_i16x8_s
            (v128.load8x8_s offset=16 (local.get $p3)) (local.get $v))))
          (local.set $v (v128.load offset=48 (local.get $q)))
          (local.set $s0 (i32x4.add (local.get $s0) (i32x4.dot_i16x8_s
            (v128.load8x8_s offset=24 (local.get $p0)) (local.get $v))))
          (local.set $s1 (i32x4.add (local.get $s1) (i32x4.dot_i16x8_s
            (v128.load8x8_s offset=24 (local.get $p1)) (local.get $v))))
          (local.set $s2 (i32x4.add (local.get $s2) (i32x4.dot_i16x8_s
            (v128.load8x8_s offset=24 (local.get $p2)) (local.get $v))))
          (local.set $s3 (i32x4.add (local.get $s3) (i32x4.dot_i16x8_s
            (v128.load8x8_s offset=24 (local.get $p3)) (local.get $v))))
          (local.set $p0 (i32.add (local.get $p0) (i32.const 32)))
          (local.set $p1 (i32.add (local.get $p1) (i32.const 32)))
          (local.set $p2 (i32.add (local.get $p2) (i32.const 32)))
          (local.set $p3 (i32.add (local.get $p3) (i32.const 32)))
          (local.set $q (i32.add (local.get $q) (i32.const 64)))
          (br_if $columns (i32.lt_u (local.get $q) (local.get $query_end))))
        ;; The four sums side by side: lanes 0+2 and 1+3 of each row, then both.
        (local.set $s0 (i32x4.add
          (i8x16.shuffle 0 1 2 3 16 17 18 19 4 5 6 7 20 21 22 23
            (local.get $s0) (local.get $s1))
          (i8x16.shuffle 8 9 10 11 24 25 26 27 12 13 14 15 28 29 30 31
            (local.get $s0) (local.get $s1))))
        (local.set $s2 (i32x4.add
          (i8x16.shuffle 0 1 2 3 16 17 18 19 4 5 6 7 20 21 22 23
            (local.get $s2) (local.get $s3))
          (i8x16.shuffle 8 9 10 11 24 25 26 27 12 13 14 15 28 29 30 31
            (local.get $s2) (local.get $s3))))
        (local.set $v (i32x4.add
          (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23
            (local.get $s0) (local.get $s2))
          (i8x16.shuffle 8 9 10 11 12 13 14 15 24 25 26 27 28 29 30 31
            (local.get $s0) (local.get $s2))))
        (v128.store64_lane 0 (local.get $out) (f32x4.demote_f64x2_zero (f64x2.mul
          (f64x2.mul (f64x2.convert_low_i32x4_s (local.get $v))
            (f64x2.splat (local.get $query_scale)))
          (f64x2.promote_low_f32x4 (v128.load64_zero (local.get $scales))))))
        (v128.store64_lane offset=8 0 (local.get $out) (f32x4.demote_f64x2_zero (f64x2.mul
          (f64x2.mul
            (f64x2.convert_low_i32x4_s
              (i8x16.shuffle 8 9 10 11 12 13 14 15 8 9 10 11 12 13 14 15
                (local.get $v) (local.get $v)))
            (f64x2.splat (local.get $query_scale)))
          (f64x2.promote_low_f32x4 (v128.load64_zero offset=8 (local.get $scales))))))
        (local.set $scales (i32.add (local.get $scales) (i32.const 16)))
        (local.set $out (i32.add (local.get $out) (i32.const 16)))
        (br $rows_loop))))

  ;; out[i][j] = sum over c of a[i][c] * b[j][c]; all float32, each matrix row by row.
  ;; `stride` columns of a and of b, a multiple of 8; `rows_a` a multiple of 2, `rows_b` of 4.
  ;; Two rows of a meet four of b in eight registers.
  (func (export "product")
    (param $a i32) (param $b i32) (param $out i32)
    (param $rows_a i32) (param $rows_b i32) (param $stride i32)
    (local $a_end i32) (local $b_end i32) (local $q_end i32) (local $second i32) (local $to i32)
    (local $p i32) (local $q0 i32) (local $q1 i32) (local $q2 i32) (local $q3 i32)
    (local $u v128) (local $w v128) (local $v v128)
    (local $s0 v128) (local $s1 v128) (local $s2 v128) (local $s3 v128)
    (local $t0 v128) (local $t1 v128) (local $t2 v128) (local $t3 v128)
    (local.set $stride (i32.shl (local.get $stride) (i32.const 2)))
    (local.set $a_end
      (i32.add (local.get $a) (i32.mul (local.get $rows_a) (local.get $stride))))
    (local.set $b_end
      (i32.add (local.get $b) (i32.mul (local.get $rows_b) (local.get $stride))))
    (local.set $rows_b (i32.shl (local.get $rows_b) (i32.const 2)))
    (block $done
      (loop $a_loop
        (br_if $done (i32.ge_u (local.get $a) (local.get $a_end)))
        (local.set $to (local.get $out))
        (local.set $q0 (local.get $b))
        (block $b_done
          (loop $b_loop
            (br_if $b_done (i32.ge_u (local.get $q0) (local.get $b_end)))
            (local.set $q1 (i32.add (local.get $q0) (local.get $stride)))
            (local.set $q2 (i32.add (local.get $q1) (local.get $stride)))
            (local.set $q3 (i32.add (local.get $q2) (local.get $stride)))
            (local.set $q_end (local.get $q1))
            (local.set $p (local.get $a))
            (local.set $second (i32.add (local.get $a) (local.get $stride)))
            (local.set $s0 (v128.const i32x4 0 0 0 0))
            (local.set $s1 (v128.const i32x4 0 0 0 0))
            (local.set $s2 (v128.const i32x4 0 0 0 0))
            (local.set $s3 (v128.const i32x4 0 0 0 0))
            (local.set $t0 (v128.const i32x4 0 0 0 0))
            (local.set $t1 (v128.const i32x4 0 0 0 0))
            (local.set $t2 (v128.const i32x4 0 0 0 0))
            (local.set $t3 (v128.const i32x4 0 0 0 0))
            (loop $columns
              (local.set $u (v128.load (local.get $p)))
              (local.set $w (v128.load (local.get $second)))
              (local.set $v (v128.load (local.get $q0)))
              (local.set $s0 (f32x4.add (local.get $s0) (f32x4.mul (local.get $u) (local.get $v))))
              (local.set $t0 (f32x4.add (local.get $t0) (f32x4.mul (local.get $w) (local.get $v))))
              (local.set $v (v128.load (local.get $q1)))
              (local.set $s1 (f32x4.add (local.get $s1) (f32x4.mul (local.get $u) (local.get $v))))
              (local.set $t1 (f32x4.add (local.get $t1) (f32x4.mul (local.get $w) (local.get $v))))
              (local.set $v (v128.load (local.get $q2)))
              (local.set $s2 (f32x4.add (local.get $s2) (f32x4.mul (local.get $u) (local.get $v))))
              (local.set $t2 (f32x4.add (local.get $t2) (f32x4.mul (local.get $w) (local.get $v))))
              (local.set $v (v128.load (local.get $q3)))
              (local.set $s3 (f32x4.add (local.get $s3) (f32x4.mul (local.get $u) (local.get $v))))
              (local.set $t3 (f32x4.add (local.get $t3) (f32x4.mul (local.get $w) (local.get $v))))
              (local.set $u (v128.load offset=16 (local.get $p)))
              (local.set $w (v128.load offset=16 (local.get $second)))
              (local.set $v (v128.load offset=16 (local.get $q0)))
              (local.set $s0 (f32x4.add (local.get $s0) (f32x4.mul (local.get $u) (local.get $v))))
              (local.set $t0 (f32x4.add (local.get $t0) (f32x4.mul (local.get $w) (local.get $v))))
              (local.set $v (v128.load offset=16 (local.get $q1)))
              (local.set $s1 (f32x4.add (local.get $s1) (f32x4.mul (local.get $u) (local.get $v))))
              (local.set $t1 (f32x4.add (local.get $t1) (f32x4.mul (local.get $w) (local.get $v))))
              (local.set $v (v128.load offset=16 (local.get $q2)))
              (local.set $s2 (f32x4.add (local.get $s2) (f32x4.mul (local.get $u) (local.get $v))))
              (local.set $t2 (f32x4.add (local.get $t2) (f32x4.mul (local.get $w) (local.get $v))))
              (local.set $v (v128.load offset=16 (local.get $q3)))
              (local.set $s3 (f32x4.add (local.get $s3) (f32x4.mul (local.get $u) (local.get $v))))
              (local.set $t3 (f32x4.add (local.get $t3) (f32x4.mul (local.get $w) (local.get $v))))
              (local.set $p (i32.add (local.get $p) (i32.const 32)))
              (local.set $second (i32.add (local.get $second) (i32.const 32)))
              (local.set $q1 (i32.add (local.get $q1) (i32.const 32)))
              (local.set $q2 (i32.add (local.get $q2) (i32.const 32)))
              (local.set $q3 (i32.add (local.get $q3) (i32.const 32)))
              (local.set $q0 (i32.add (local.get $q0) (i32.const 32)))
              (br_if $columns (i32.lt_u (local.get $q0) (local.get $q_end))))
            (v128.store (local.get $to)
              (call $sums (local.get $s0) (local.get $s1) (local.get $s2) (local.get $s3)))
            (v128.store (i32.add (local.get $to) (local.get $rows_b))
              (call $sums (local.get $t0) (local.get $t1) (local.get $t2) (local.get $t3)))
            (local.set $to (i32.add (local.get $to) (i32.const 16)))
            (local.set $q0 (local.get $q3))
            (br $b_loop)))
        (local.set $a (i32.add (local.get $a) (i32.shl (local.get $stride) (i32.const 1))))
        (local.set $out (i32.add (local.get $out) (i32.shl (local.get $rows_b) (i32.const 1))))
        (br $a_loop))))

  ;; The sum of each of four registers, side by side: (lane 0 + lane 2) + (lane 1 + lane 3).
  (func $sums (param $s0 v128) (param $s1 v128) (param $s2 v128) (param $s3 v128) (result v128)
    (local.set $s0 (f32x4.add
      (i8x16.shuffle 0 1 2 3 16 17 18 19 4 5 6 7 20 21 22 23 (local.get $s0) (local.get $s1))
      (i8x16.shuffle 8 9 10 11 24 25 26 27 12 13 14 15 28 29 30 31
        (local.get $s0) (local.get $s1))))
    (local.set $s2 (f32x4.add
      (i8x16.shuffle 0 1 2 3 16 17 18 19 4 5 6 7 20 21 22 23 (local.get $s2) (local.get $s3))
      (i8x16.shuffle 8 9 10 11 24 25 26 27 12 13 14 15 28 29 30 31
        (local.get $s2) (local.get $s3))))
    (f32x4.add
      (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23 (local.get $s0) (local.get $s2))
      (i8x16.shuffle 8 9 10 11 12 13 14 15 24 25 26 27 28 29 30 31
        (local.get $s0) (local.get $s2)))))
