"""The only writers of firms, clients and installations; one module a noun."""
