# problem: probe
# accept: shut
# what: opens what /dev may hold beside the harmless five, and commands these five
import fcntl, os
token = input()
for name in ("mem", "kmem", "port", "kmsg", "kvm", "fuse", "net/tun", "sda", "vda", "loop0", "loop-control", "tty", "tty0", "console", "ptmx", "pts/0", "hwrng", "rtc0",
             "userfaultfd", "vhost-net", "mapper/control", "snd/seq", "input/event0", "dri/card0", "nvidia0", "uinput", "mqueue", "hugepages", "initctl", "log", "watchdog", "cpu/0/msr", "btrfs-control"):
    for mode in (os.O_RDONLY, os.O_RDWR):
        try:
            os.close(os.open("/dev/" + name, mode | os.O_NONBLOCK))
            print("OPEN", name)
        except OSError:
            pass
for name, command in (("random", 0x40045201), ("random", 0x5206), ("urandom", 0x40085203), ("null", 0x5412), ("zero", 0x5401)):
    try:
        fcntl.ioctl(os.open("/dev/" + name, os.O_RDWR), command, b"\0" * 64)
        print("OPEN", name, hex(command))
    except OSError:
        pass
print(token, "CLOSED")
