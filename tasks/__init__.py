"""What a process does, one verb a task. Conditions of the business are in the rulebook; the state is in the CRM."""
