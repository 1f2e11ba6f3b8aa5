// Empty: lets functions be declared without body.
