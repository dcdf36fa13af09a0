const n: number = "text";
