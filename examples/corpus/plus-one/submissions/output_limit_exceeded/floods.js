const line = 'all work and no play\n'.repeat(5000);
for (;;) require('fs').writeSync(1, line);
