program all
  implicit none
  character(len=100) :: command
  integer(8) :: a, b

  read (*, '(a)') command
  select case (trim(command))
  case ('sum')
    read (*, *) a, b
    print '(i0)', a + b
  case ('echo')
    read (*, '(a)') command
    print '(a)', trim(command)//' → ✓'
  case ('work')
    print '(i0)', work()
  case ('exit')
    stop 3
  case ('crash')
    error stop 'crash'
  case ('spin')
    call spin()
  case ('hog')
    call hog()
  case ('flood')
    do
      print '(a)', 'flood'
    end do
  end select

contains
  integer(8) function work()
    integer(8), allocatable :: a(:)
    integer(8) :: i, x
    allocate (a(1000000))
    x = 1
    work = 0
    do i = 1, size(a)
      x = mod(x*16807_8, 2147483647_8)
      a(i) = x
    end do
    do i = 1, size(a)
      work = work + a(i)*mod(i - 1, 3_8)
    end do
  end function

  subroutine spin()
    integer, volatile :: n
    n = 0
    do
      n = 1 - n
    end do
  end subroutine

  subroutine hog()
    type :: block
      integer(1), allocatable :: bytes(:)
    end type
    type(block) :: all(100000)
    integer :: i
    do i = 1, size(all)
      allocate (all(i)%bytes(1048576))
      all(i)%bytes = 1
    end do
  end subroutine
end program
