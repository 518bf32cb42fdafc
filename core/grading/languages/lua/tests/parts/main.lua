local say = require('say')

say(io.read('l'))
