package main

const entries = 8
