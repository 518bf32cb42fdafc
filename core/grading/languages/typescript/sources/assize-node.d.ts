declare var require: any, module: any, exports: any, process: any, Buffer: any, console: any, global: any;
declare var __dirname: string, __filename: string, performance: any;
declare function setTimeout(...args: any[]): any;
declare function clearTimeout(...args: any[]): any;
declare function setInterval(...args: any[]): any;
declare function clearInterval(...args: any[]): any;
declare function setImmediate(...args: any[]): any;
declare module '*';
