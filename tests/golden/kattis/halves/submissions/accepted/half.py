print("%.4f" % (float(input()) / 2))
