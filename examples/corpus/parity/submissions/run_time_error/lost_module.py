# @EXPECTED_RESULTS@: RTE
from lost import ones

print(ones(input()))
