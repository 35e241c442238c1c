#!/usr/bin/env node
console.log("inkan");
