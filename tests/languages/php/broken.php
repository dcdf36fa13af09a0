<?php function (
