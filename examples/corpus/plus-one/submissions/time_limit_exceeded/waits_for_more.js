// Waits for input that never comes to its end.
setInterval(() => {}, 1000);
