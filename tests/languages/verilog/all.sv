module main;
  integer in = 32'h8000_0000, got, n = 0;
  longint a, b;
  reg [8*100:1] line, command;
  byte hog[$];

  initial begin
    got = $fscanf(in, "%s\n", command);
    if (command == "sum") begin
      got = $fscanf(in, "%d\n%d", a, b);
      $display("%0d", a + b);
    end
    if (command == "echo") begin
      got = $fgets(line, in);
      $display("%0s → ✓", line >> 8);
    end
    if (command == "crash") $fatal(1, "crash");
    if (command == "spin") forever n = n + 1;
    if (command == "hog") forever hog.push_back(1);
    if (command == "flood") forever $display("flood");
    $finish;
  end
endmodule
