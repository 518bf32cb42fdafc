const posts = require('fs').readFileSync(0, 'utf8').trim().split('\n').slice(1).map((line) => line.split(' ').map(Number));
let rope = 0;
for (let i = 0; i < posts.length; i++) rope += Math.hypot(posts[i + 1][0] - posts[i][0], posts[i + 1][1] - posts[i][1]);
console.log(rope, 0);
