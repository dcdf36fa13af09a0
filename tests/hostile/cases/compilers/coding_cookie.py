# problem: add
# accept: fail
# what: an encoding that reads the text as another one, and bytes that no text has
# -*- coding: utf-7 -*-
# +AAo-import os+AAo-os._exit(0)+AAo-
def add(a, b):
    return "+AAo-"
