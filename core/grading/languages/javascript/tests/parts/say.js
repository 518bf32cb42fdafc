exports.say = (word) => console.log(word);
