/** A function that is given a record of everything and gives it back, and such records. */
export const ROUND_TRIP = {
  signature: {
    records: {
      Point: [
        { name: 'x', type: 'int32' },
        { name: 'y', type: 'float' },
      ],
      Everything: [
        { name: 'small', type: 'int32' },
        { name: 'large', type: 'int64' },
        { name: 'real', type: 'float' },
        { name: 'flag', type: 'bool' },
        { name: 'word', type: 'string' },
        { name: 'flags', type: 'list<bool>' },
        { name: 'grid', type: 'list<list<int64>>' },
        { name: 'cube', type: 'list<list<list<string>>>' },
        { name: 'points', type: 'list<Point>' },
      ],
    },
    parameters: [{ name: 'value', type: 'Everything' }],
    returns: 'Everything',
  },
  values: [
    '{"small":0,"large":0,"real":0,"flag":false,"word":"","flags":[],"grid":[],"cube":[],"points":[]}',
    '{"small":-2147483648,"large":-9223372036854775808,"real":-1.5e-300,"flag":true,"word":"a b\\n\\"\\u00e9\\ud83d\\ude00\\u0000z","flags":[true,false],"grid":[[1],[],[9223372036854775807,-1]],"cube":[[["x y",""],[]],[]],"points":[{"x":1,"y":0.1}]}',
    '{"small":2147483647,"large":9007199254740993,"real":1.7976931348623157e308,"flag":true,"word":"1 2 3:4 ","flags":[false],"grid":[[],[]],"cube":[],"points":[{"x":-1,"y":123456789.123456789},{"x":2,"y":"Infinity"}]}',
  ],
} as const;
