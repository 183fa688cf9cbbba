"""The steps by which a CRM of an earlier version becomes one of today. ``crm.migrate`` takes them."""
