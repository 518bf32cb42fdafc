cp sources/*.ts program && tsc --noEmit -p program
