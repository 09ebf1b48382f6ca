import json
from statistics import mean

from split import divide

print(json.dumps(mean(divide([1, 2]))))
