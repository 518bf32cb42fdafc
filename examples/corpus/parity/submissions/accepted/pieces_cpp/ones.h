#pragma once

int ones(unsigned long long n);
