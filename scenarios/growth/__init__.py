"""Growth of a campaign, day by day: from leaders to rakshaks, to mitans, to pledges."""
