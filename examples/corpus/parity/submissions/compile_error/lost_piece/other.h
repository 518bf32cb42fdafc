int lost();
