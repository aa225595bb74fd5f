"""Who stands under whom: the tree of leaders, rakshaks and mitans."""
