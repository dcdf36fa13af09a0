print(round(float(input()) / 2))
