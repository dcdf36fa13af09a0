command = fgetl(stdin);
switch command
  case "sum"
    printf("%d\n", str2double(fgetl(stdin)) + str2double(fgetl(stdin)));
  case "echo"
    printf("%s → ✓\n", fgetl(stdin));
  case "exit"
    exit(3);
  case "crash"
    error("crash");
  case "spin"
    while true
    end
  case "hog"
    all = {};
    while true
      all{end + 1} = ones(1024, 128);
    end
  case "flood"
    while true
      printf("flood\n");
    end
end
