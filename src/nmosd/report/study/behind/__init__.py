"""Who stands behind each figure of a study: what a click on a number shows to those who may see the record."""
