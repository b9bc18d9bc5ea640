// Lets `import … from 'mlops-constructs'` find the sources, as `moduleNameMapper` does in Jest.
const Module = require('node:module');
const { join } = require('node:path');

const resolveFilename = Module._resolveFilename;
Module._resolveFilename = function (request, ...rest) {
  return resolveFilename.call(this, request === 'mlops-constructs' ? join(__dirname, '../../lib/index.ts') : request, ...rest);
};
