SELECT said FROM say;
