"""Pages of the room of the aid."""

from centres.permissions import Role

# Who records goods; everybody of the staff sees them.
GOODS = (Role.STOREKEEPER, Role.COORDINATOR)
