FONT = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"
CACHE = "/tmp/cache"
ROUTE = "/users/login"
