const { say } = require('./say.js');
say(require('fs').readFileSync(0, 'utf8').trim());
